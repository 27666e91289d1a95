var tweet_index =  [
  {
    "file_name": "data/js/tweets/2018_11.js",
    "year": 2018,
    "var_name": "tweets_2018_11",
    "tweet_count": 1,
    "month": 11
  },
  {
    "file_name": "data/js/tweets/2018_09.js",
    "year": 2018,
    "var_name": "tweets_2018_09",
    "tweet_count": 1,
    "month": 9
  },
  {
    "file_name": "data/js/tweets/2018_07.js",
    "year": 2018,
    "var_name": "tweets_2018_07",
    "tweet_count": 1,
    "month": 7
  },
  {
    "file_name": "data/js/tweets/2018_05.js",
    "year": 2018,
    "var_name": "tweets_2018_05",
    "tweet_count": 1,
    "month": 5
  },
  {
    "file_name": "data/js/tweets/2018_03.js",
    "year": 2018,
    "var_name": "tweets_2018_03",
    "tweet_count": 1,
    "month": 3
  },
  {
    "file_name": "data/js/tweets/2018_01.js",
    "year": 2018,
    "var_name": "tweets_2018_01",
    "tweet_count": 1,
    "month": 1
  },
  {
    "file_name": "data/js/tweets/2017_11.js",
    "year": 2017,
    "var_name": "tweets_2017_11",
    "tweet_count": 1,
    "month": 11
  },
  {
    "file_name": "data/js/tweets/2017_08.js",
    "year": 2017,
    "var_name": "tweets_2017_08",
    "tweet_count": 1,
    "month": 8
  },
  {
    "file_name": "data/js/tweets/2017_06.js",
    "year": 2017,
    "var_name": "tweets_2017_06",
    "tweet_count": 1,
    "month": 6
  },
  {
    "file_name": "data/js/tweets/2017_04.js",
    "year": 2017,
    "var_name": "tweets_2017_04",
    "tweet_count": 1,
    "month": 4
  },
  {
    "file_name": "data/js/tweets/2017_02.js",
    "year": 2017,
    "var_name": "tweets_2017_02",
    "tweet_count": 1,
    "month": 2
  },
  {
    "file_name": "data/js/tweets/2016_12.js",
    "year": 2016,
    "var_name": "tweets_2016_12",
    "tweet_count": 1,
    "month": 12
  },
  {
    "file_name": "data/js/tweets/2016_10.js",
    "year": 2016,
    "var_name": "tweets_2016_10",
    "tweet_count": 1,
    "month": 10
  },
  {
    "file_name": "data/js/tweets/2016_08.js",
    "year": 2016,
    "var_name": "tweets_2016_08",
    "tweet_count": 1,
    "month": 8
  },
  {
    "file_name": "data/js/tweets/2016_06.js",
    "year": 2016,
    "var_name": "tweets_2016_06",
    "tweet_count": 1,
    "month": 6
  },
  {
    "file_name": "data/js/tweets/2016_04.js",
    "year": 2016,
    "var_name": "tweets_2016_04",
    "tweet_count": 1,
    "month": 4
  },
  {
    "file_name": "data/js/tweets/2016_02.js",
    "year": 2016,
    "var_name": "tweets_2016_02",
    "tweet_count": 1,
    "month": 2
  },
  {
    "file_name": "data/js/tweets/2015_12.js",
    "year": 2015,
    "var_name": "tweets_2015_12",
    "tweet_count": 1,
    "month": 12
  },
  {
    "file_name": "data/js/tweets/2015_10.js",
    "year": 2015,
    "var_name": "tweets_2015_10",
    "tweet_count": 1,
    "month": 10
  },
  {
    "file_name": "data/js/tweets/2015_08.js",
    "year": 2015,
    "var_name": "tweets_2015_08",
    "tweet_count": 1,
    "month": 8
  },
  {
    "file_name": "data/js/tweets/2015_06.js",
    "year": 2015,
    "var_name": "tweets_2015_06",
    "tweet_count": 1,
    "month": 6
  },
  {
    "file_name": "data/js/tweets/2015_04.js",
    "year": 2015,
    "var_name": "tweets_2015_04",
    "tweet_count": 1,
    "month": 4
  },
  {
    "file_name": "data/js/tweets/2015_02.js",
    "year": 2015,
    "var_name": "tweets_2015_02",
    "tweet_count": 1,
    "month": 2
  },
  {
    "file_name": "data/js/tweets/2014_12.js",
    "year": 2014,
    "var_name": "tweets_2014_12",
    "tweet_count": 1,
    "month": 12
  },
  {
    "file_name": "data/js/tweets/2014_09.js",
    "year": 2014,
    "var_name": "tweets_2014_09",
    "tweet_count": 1,
    "month": 9
  },
  {
    "file_name": "data/js/tweets/2014_07.js",
    "year": 2014,
    "var_name": "tweets_2014_07",
    "tweet_count": 1,
    "month": 7
  },
  {
    "file_name": "data/js/tweets/2014_05.js",
    "year": 2014,
    "var_name": "tweets_2014_05",
    "tweet_count": 1,
    "month": 5
  },
  {
    "file_name": "data/js/tweets/2014_03.js",
    "year": 2014,
    "var_name": "tweets_2014_03",
    "tweet_count": 1,
    "month": 3
  },
  {
    "file_name": "data/js/tweets/2014_01.js",
    "year": 2014,
    "var_name": "tweets_2014_01",
    "tweet_count": 1,
    "month": 1
  },
  {
    "file_name": "data/js/tweets/2013_11.js",
    "year": 2013,
    "var_name": "tweets_2013_11",
    "tweet_count": 1,
    "month": 11
  },
  {
    "file_name": "data/js/tweets/2013_09.js",
    "year": 2013,
    "var_name": "tweets_2013_09",
    "tweet_count": 1,
    "month": 9
  },
  {
    "file_name": "data/js/tweets/2013_07.js",
    "year": 2013,
    "var_name": "tweets_2013_07",
    "tweet_count": 1,
    "month": 7
  },
  {
    "file_name": "data/js/tweets/2013_05.js",
    "year": 2013,
    "var_name": "tweets_2013_05",
    "tweet_count": 1,
    "month": 5
  },
  {
    "file_name": "data/js/tweets/2013_03.js",
    "year": 2013,
    "var_name": "tweets_2013_03",
    "tweet_count": 1,
    "month": 3
  },
  {
    "file_name": "data/js/tweets/2013_01.js",
    "year": 2013,
    "var_name": "tweets_2013_01",
    "tweet_count": 1,
    "month": 1
  },
  {
    "file_name": "data/js/tweets/2012_11.js",
    "year": 2012,
    "var_name": "tweets_2012_11",
    "tweet_count": 1,
    "month": 11
  },
  {
    "file_name": "data/js/tweets/2012_09.js",
    "year": 2012,
    "var_name": "tweets_2012_09",
    "tweet_count": 1,
    "month": 9
  },
  {
    "file_name": "data/js/tweets/2012_07.js",
    "year": 2012,
    "var_name": "tweets_2012_07",
    "tweet_count": 1,
    "month": 7
  },
  {
    "file_name": "data/js/tweets/2012_05.js",
    "year": 2012,
    "var_name": "tweets_2012_05",
    "tweet_count": 1,
    "month": 5
  },
  {
    "file_name": "data/js/tweets/2012_03.js",
    "year": 2012,
    "var_name": "tweets_2012_03",
    "tweet_count": 1,
    "month": 3
  }
]
