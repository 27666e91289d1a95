Grailbird.data.tweets_2015_02 = 
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
          "url": "https://t.co/f69942f2xy",
          "expanded_url": "https://parks.lakeland.example/notices/117",
          "display_url": "parks.lakeland.example/notices/117",
          "indices": [
            52,
            75
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "562306951279542289",
    "text": "No fires at Long Pond until further notice. Notice: https://t.co/f69942f2xy #ParkAlert",
    "id": 562306951279542289,
    "created_at": "2015-02-02 17:49:59 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
