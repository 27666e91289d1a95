Grailbird.data.tweets_2009_05 = 
 [
  {
    "id": 1700000001,
    "id_str": "1700000001",
    "created_at": "2009-05-01 00:00:00 +0000",
    "text": "Opening day at Pine Lake",
    "user": {
      "screen_name": "LakelandParks",
      "id_str": "900000001"
    },
    "entities": {
      "urls": [],
      "media": [],
      "hashtags": [],
      "user_mentions": []
    }
  }
]