Grailbird.data.tweets_2012_09 = 
 [
  {
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [],
      "media": [],
      "hashtags": [
        {
          "text": "ParkAlert",
          "indices": [
            86,
            96
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/e8efb7aaxy",
          "expanded_url": "https://parks.lakeland.example/notices/103",
          "display_url": "parks.lakeland.example/notices/103",
          "indices": [
            62,
            85
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "244523336070070275",
    "text": "Long Pond closes at noon today because of high water. Notice: https://t.co/e8efb7aaxy #ParkAlert",
    "id": 244523336070070275,
    "created_at": "2012-09-08 19:51:21 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
