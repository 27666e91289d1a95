Grailbird.data.tweets_2016_12 = 
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
            74,
            84
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/4d0b0ca0xy",
          "expanded_url": "https://parks.lakeland.example/notices/128",
          "display_url": "parks.lakeland.example/notices/128",
          "indices": [
            50,
            73
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "812008871424950300",
    "text": "Open again: the boardwalk at Heron Marsh. Notice: https://t.co/4d0b0ca0xy #ParkAlert",
    "id": 812008871424950300,
    "created_at": "2016-12-22 18:56:16 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
