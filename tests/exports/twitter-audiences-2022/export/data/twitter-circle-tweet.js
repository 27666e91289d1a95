window.YTD.twitter_circle_tweet.part0 = [
  {
    "tweet": {
      "id": "1588000000000000000",
      "id_str": "1588000000000000000",
      "created_at": "Thu Nov 03 02:47:58 +0000 2022",
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