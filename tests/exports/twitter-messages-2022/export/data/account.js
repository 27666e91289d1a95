window.YTD.account.part0 = [
  {
    "account": {
      "email": "parks@lakeland.example",
      "username": "LakelandParks",
      "accountId": "900000001"
    }
  }
]