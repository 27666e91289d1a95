window.YTD.community_tweet.part0 = [
  {
    "tweet": {
      "id": "1588100000000000001",
      "id_str": "1588100000000000001",
      "created_at": "Thu Nov 03 09:25:20 +0000 2022",
      "full_text": "For a few",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/bbbbbbbbbb",
            "media_url_https": "https://pbs.media.example/media/Few01.jpg"
          }
        ]
      }
    }
  }
]