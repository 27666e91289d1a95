window.YTD.tweets.part1 = [
  {
    "tweet": {
      "id": "1588200000000000002",
      "id_str": "1588200000000000002",
      "created_at": "Thu Nov 03 16:02:41 +0000 2022",
      "full_text": "In the second part",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      }
    }
  }
]