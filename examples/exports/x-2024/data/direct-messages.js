window.YTD.direct_messages.part0 = [
  {
    "dmConversation": {
      "conversationId": "1-900000000000000201",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "900000000000000201",
            "senderId": "1",
            "id": "900",
            "text": "Is the hut at Long Pond free on the 9th?",
            "createdAt": "2024-08-01T10:00:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "900000000000000201",
            "senderId": "1",
            "id": "901",
            "text": "It is. Please write to the office, which keeps the list.",
            "createdAt": "2024-08-02T10:00:00.000Z"
          }
        }
      ]
    }
  }
]
