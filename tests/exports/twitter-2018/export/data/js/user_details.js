var user_details =  {
  "screen_name": "LakelandParks",
  "id": "900000001"
}