Grailbird.data.tweets_2016_04 = 
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
          "url": "https://t.co/44bd408bxy",
          "expanded_url": "https://parks.lakeland.example/notices/124",
          "display_url": "parks.lakeland.example/notices/124",
          "indices": [
            62,
            85
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "721379826987958296",
    "text": "Long Pond closes at noon today because of high water. Notice: https://t.co/44bd408bxy #ParkAlert",
    "id": 721379826987958296,
    "created_at": "2016-04-16 16:48:48 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
