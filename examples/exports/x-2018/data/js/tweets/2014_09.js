Grailbird.data.tweets_2014_09 = 
 [
  {
    "in_reply_to_status_id_str": "700000000061485",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_115",
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
    "id_str": "516984753484726287",
    "text": "@sample_visitor_115 The gate at Cedar Point opens at 7 &lt;in summer&gt; and at 8 in winter.",
    "id": 516984753484726287,
    "created_at": "2014-09-30 16:15:45 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
