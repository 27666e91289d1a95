Grailbird.data.tweets_2013_11 = 
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
          "url": "https://t.co/68fdd751xy",
          "expanded_url": "https://parks.lakeland.example/notices/110",
          "display_url": "parks.lakeland.example/notices/110",
          "indices": [
            48,
            71
          ]
        }
      ]
    },
    "geo": {},
    "id_str": "403596211778486282",
    "text": "Open again: the boardwalk at Long Pond. Notice: https://t.co/68fdd751xy #ParkAlert",
    "id": 403596211778486282,
    "created_at": "2013-11-21 18:50:10 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
