Grailbird.data.tweets_2017_06 = 
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
            72,
            82
          ]
        }
      ],
      "urls": [
        {
          "url": "https://t.co/2dcc8545xy",
          "expanded_url": "https://parks.lakeland.example/notices/131",
          "display_url": "parks.lakeland.example/notices/131",
          "indices": [
            48,
            71
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "880090314830774303",
    "text": "Open again: the boardwalk at Long Pond. Notice: https://t.co/2dcc8545xy #ParkAlert",
    "id": 880090314830774303,
    "created_at": "2017-06-28 15:47:37 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
