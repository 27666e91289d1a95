var tweet_index =  [
  {
    "file_name": "data/js/tweets/2017_03.js"
  }
]