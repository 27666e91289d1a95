Grailbird.data.tweets_2017_03 = 
 [
  {
    "id": 842000000000000000,
    "id_str": "842000000000000000",
    "created_at": "2017-03-15 13:10:18 +0000",
    "text": "Trails &amp; tracks \ud83c\udf32 open: https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb",
    "user": {
      "screen_name": "LakelandParks",
      "id_str": "900000001"
    },
    "entities": {
      "urls": [
        {
          "url": "https://t.co/aaaaaaaaaa",
          "expanded_url": "https://parks.lakeland.example/trails?a=1&b=2",
          "indices": [
            28,
            51
          ]
        }
      ],
      "media": [
        {
          "url": "https://t.co/bbbbbbbbbb",
          "media_url_https": "https://pbs.media.example/media/Trail01.jpg",
          "media_alt": "A trail through pines",
          "indices": [
            52,
            75
          ]
        }
      ],
      "hashtags": [
        {
          "text": "ParkAlert",
          "indices": [
            0,
            6
          ]
        }
      ],
      "user_mentions": []
    }
  }
]