Grailbird.data.tweets_2018_09 = 
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
            76,
            86
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/54103de1xy",
          "expanded_url": "https://parks.lakeland.example/notices/138",
          "display_url": "parks.lakeland.example/notices/138",
          "indices": [
            52,
            75
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "1039163190539190310",
    "text": "No fires at Long Pond until further notice. Notice: https://t.co/54103de1xy #ParkAlert",
    "id": 1039163190539190310,
    "created_at": "2018-09-10 14:46:26 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
