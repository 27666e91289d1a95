var user_details =  {
  "screen_name": "LkldParksSample",
  "full_name": "Lakeland Parks (sample)",
  "bio": "A fictional account.",
  "id": "900000000000000201",
  "created_at": "2011-05-02 14:00:00 +0000"
}
