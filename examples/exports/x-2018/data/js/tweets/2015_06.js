Grailbird.data.tweets_2015_06 = 
 [
  {
    "in_reply_to_status_id_str": "700000000077881",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_119",
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
    "id_str": "607976185787318291",
    "text": "@sample_visitor_119 The gate at Otter Bay opens at 7 &lt;in summer&gt; and at 8 in winter.",
    "id": 607976185787318291,
    "created_at": "2015-06-08 18:23:13 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
