window.YTD.account.part0 = [
  {
    "account": {
      "email": "posting@parks.lakeland.example",
      "createdVia": "web",
      "username": "LkldParksSample",
      "accountId": "900000000000000201",
      "createdAt": "2011-05-02T14:00:00.000Z",
      "accountDisplayName": "Lakeland Parks (sample)"
    }
  }
]
