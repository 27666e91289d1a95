window.YTD.tweet_headers.part0 = [
  {
    "tweet": {
      "tweet_id": "1700100100000000005",
      "user_id": "900000001"
    }
  },
  {
    "tweet": {
      "tweet_id": "1700100000000000004",
      "user_id": "900000001"
    }
  },
  {
    "tweet": {
      "tweet_id": "1700000000000000003",
      "user_id": "900000001"
    }
  },
  {
    "tweet": {
      "tweet_id": "1588200000000000002",
      "user_id": "900000001"
    }
  },
  {
    "tweet": {
      "tweet_id": "1588100000000000001",
      "user_id": "900000001"
    }
  },
  {
    "tweet": {
      "tweet_id": "1588000000000000000",
      "user_id": "900000001"
    }
  }
]