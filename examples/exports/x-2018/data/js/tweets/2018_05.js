Grailbird.data.tweets_2018_05 = 
 [
  {
    "in_reply_to_status_id_str": "700000000147564",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_136",
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
    "id_str": "993840992744374308",
    "text": "@sample_visitor_136 The gate at Cedar Point opens at 7 &lt;in summer&gt; and at 8 in winter.",
    "id": 993840992744374308,
    "created_at": "2018-05-08 13:12:12 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
