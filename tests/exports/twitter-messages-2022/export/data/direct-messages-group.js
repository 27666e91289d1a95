window.YTD.direct_messages.part0 = [
  {
    "dmConversation": {
      "conversationId": "1588000000000000000",
      "messages": [
        {
          "messageCreate": {
            "text": "Meeting at 9",
            "senderId": "900000777",
            "id": "1588200000000000100",
            "createdAt": "2022-11-03T16:02:41.000Z"
          }
        },
        {
          "conversationNameUpdate": {
            "initiatingUserId": "900000777",
            "name": "Friends of the lake",
            "createdAt": "2022-11-02T08:00:00.000Z"
          }
        },
        {
          "joinConversation": {
            "initiatingUserId": "900000777",
            "participantsSnapshot": [
              "900000777"
            ],
            "createdAt": "2022-11-01T08:00:00Z"
          }
        },
        {
          "messageCreate": {
            "text": [
              "not a text"
            ],
            "senderId": "900000777",
            "id": "1588200000000000200"
          }
        }
      ]
    }
  }
]