window.YTD.deleted_tweet.part0 = [
  {
    "tweet": {
      "id": "1588200000000000002",
      "id_str": "1588200000000000002",
      "created_at": "Thu Nov 03 16:02:41 +0000 2022",
      "full_text": "Posted by mistake",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      }
    }
  }
]