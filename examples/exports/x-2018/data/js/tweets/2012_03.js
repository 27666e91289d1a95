Grailbird.data.tweets_2012_03 = 
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
          "url": "https://t.co/71e6e610xy",
          "expanded_url": "https://parks.lakeland.example/notices/100",
          "display_url": "parks.lakeland.example/notices/100",
          "indices": [
            64,
            87
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "176653285585846272",
    "text": "Heron Marsh closes at noon today because of high water. Notice: https://t.co/71e6e610xy #ParkAlert",
    "id": 176653285585846272,
    "created_at": "2012-03-05 13:00:00 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
