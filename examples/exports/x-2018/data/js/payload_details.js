var payload_details =  {
  "tweets": 40,
  "created_at": "2018-12-03 09:30:00 +0000",
  "lang": "en"
}
