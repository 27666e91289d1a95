var tweet_index =  [
  {
    "file_name": "data/js/tweets/2017_04.js",
    "year": 2017,
    "var_name": "tweets_2017_04",
    "tweet_count": 2,
    "month": 4
  },
  {
    "file_name": "data/js/tweets/2017_03.js",
    "year": 2017,
    "var_name": "tweets_2017_03",
    "tweet_count": 1,
    "month": 3
  },
  {
    "file_name": "data/js/tweets/2009_05.js",
    "year": 2009,
    "var_name": "tweets_2009_05",
    "tweet_count": 1,
    "month": 5
  }
]