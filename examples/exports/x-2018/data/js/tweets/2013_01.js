Grailbird.data.tweets_2013_01 = 
 [
  {
    "in_reply_to_status_id_str": "700000000020495",
    "in_reply_to_user_id_str": "1",
    "source": "<a href=\"https://posting.example\" rel=\"nofollow\">Lakeland Posting Tool</a>",
    "entities": {
      "user_mentions": [
        {
          "screen_name": "sample_visitor_105",
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
    "id_str": "290192822236086277",
    "text": "@sample_visitor_105 Yes, dogs are welcome at Otter Bay, on a lead.",
    "id": 290192822236086277,
    "created_at": "2013-01-12 20:25:35 +0000",
    "user": {
      "name": "Lakeland Parks (sample)",
      "screen_name": "LkldParksSample",
      "protected": false,
      "id_str": "900000000000000201"
    }
  }
]
