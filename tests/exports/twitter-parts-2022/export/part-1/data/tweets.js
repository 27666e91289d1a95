window.YTD.tweets.part0 = [
  {
    "tweet": {
      "id": "1090000000000000001",
      "id_str": "1090000000000000001",
      "created_at": "Mon Jan 28 21:33:45 +0000 2019",
      "full_text": "@FictionalVisitor At 8 am",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "in_reply_to_status_id_str": "1089999999999999999",
      "in_reply_to_user_id_str": "77"
    }
  },
  {
    "tweet": {
      "id": "1080000000000000000",
      "id_str": "1080000000000000000",
      "created_at": "Tue Jan 01 07:17:20 +0000 2019",
      "full_text": "Frost &amp; fog 🌫️ https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/aaaaaaaaaa",
            "expanded_url": "https://parks.lakeland.example/frost",
            "indices": [
              "19",
              "42"
            ]
          }
        ],
        "media": [
          {
            "url": "https://t.co/bbbbbbbbbb",
            "media_url_https": "https://pbs.media.example/media/Frost01.jpg",
            "indices": [
              "43",
              "66"
            ],
            "type": "photo"
          }
        ]
      },
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/bbbbbbbbbb",
            "media_url_https": "https://pbs.media.example/media/Frost01.jpg",
            "indices": [
              "43",
              "66"
            ],
            "type": "photo"
          }
        ]
      }
    }
  }
]