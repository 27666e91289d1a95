Grailbird.data.tweets_2015_10 = 
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
            88,
            98
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/34d7b404xy",
          "expanded_url": "https://parks.lakeland.example/notices/121",
          "display_url": "parks.lakeland.example/notices/121",
          "indices": [
            64,
            87
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "653298383582134293",
    "text": "Heron Marsh closes at noon today because of high water. Notice: https://t.co/34d7b404xy #ParkAlert",
    "id": 653298383582134293,
    "created_at": "2015-10-11 19:57:27 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
