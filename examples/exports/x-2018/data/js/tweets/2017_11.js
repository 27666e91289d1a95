Grailbird.data.tweets_2017_11 = 
 [
  {
    "in_reply_to_status_id_str": "700000000135267",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_133",
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
    "id_str": "925759800996790305",
    "text": "@sample_visitor_133 Thank you for telling us. A ranger is on the way to Otter Bay.",
    "id": 925759800996790305,
    "created_at": "2017-11-01 16:21:51 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
