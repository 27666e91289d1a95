var payload_details =  {
  "tweets": 4,
  "created_at": "2018-09-27 23:37:31 +0000",
  "lang": "en"
}