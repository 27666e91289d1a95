Grailbird.data.tweets_2013_05 = 
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
          "url": "https://t.co/ef8273b3xy",
          "expanded_url": "https://parks.lakeland.example/notices/107",
          "display_url": "parks.lakeland.example/notices/107",
          "indices": [
            50,
            73
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "335515020030902279",
    "text": "Open again: the boardwalk at Heron Marsh. Notice: https://t.co/ef8273b3xy #ParkAlert",
    "id": 335515020030902279,
    "created_at": "2013-05-17 21:59:49 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
