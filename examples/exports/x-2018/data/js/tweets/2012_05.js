Grailbird.data.tweets_2012_05 = 
 [
  {
    "in_reply_to_status_id_str": "700000000004099",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_101",
          "indices": [
            0,
            19
          ]
        }
      ],
      "media": [],
      "hashtags": [],
      "urls": []
    },
    "geo": {},
    "id_str": "199201138275254273",
    "text": "@sample_visitor_101 Yes, dogs are welcome at Cedar Point, on a lead.",
    "id": 199201138275254273,
    "created_at": "2012-05-06 18:17:07 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
