Grailbird.data.tweets_2014_03 = 
 [
  {
    "in_reply_to_status_id_str": "700000000049188",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_112",
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
    "id_str": "448903310078902284",
    "text": "@sample_visitor_112 Thank you for telling us. A ranger is on the way to Otter Bay.",
    "id": 448903310078902284,
    "created_at": "2014-03-26 19:24:24 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
