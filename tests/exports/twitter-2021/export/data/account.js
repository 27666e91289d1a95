window.YTD.account.part0 = [
  {
    "account": {
      "username": "LakelandParks",
      "accountId": "900000001"
    }
  }
]