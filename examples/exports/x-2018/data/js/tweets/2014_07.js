Grailbird.data.tweets_2014_07 = 
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
          "url": "https://t.co/6f901348xy",
          "expanded_url": "https://parks.lakeland.example/notices/114",
          "display_url": "parks.lakeland.example/notices/114",
          "indices": [
            54,
            77
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "494225507873718286",
    "text": "No fires at Heron Marsh until further notice. Notice: https://t.co/6f901348xy #ParkAlert",
    "id": 494225507873718286,
    "created_at": "2014-07-29 20:58:38 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
