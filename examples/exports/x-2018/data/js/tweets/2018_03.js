Grailbird.data.tweets_2018_03 = 
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
            78,
            88
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/2aa1415cxy",
          "expanded_url": "https://parks.lakeland.example/notices/135",
          "display_url": "parks.lakeland.example/notices/135",
          "indices": [
            54,
            77
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "971081747133366307",
    "text": "No fires at Heron Marsh until further notice. Notice: https://t.co/2aa1415cxy #ParkAlert",
    "id": 971081747133366307,
    "created_at": "2018-03-06 17:55:05 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
