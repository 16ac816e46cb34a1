// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "originreply.h"

#include <QObject>
#include <QTcpSocket>

#include <memory>
#include <optional>

namespace testsupport {

//! What all connections of an origin share.
struct OriginContext
{
    std::shared_ptr<OriginSite> site;
    std::shared_ptr<OriginLog> log;
    int delayMs = 0;
};

//! One accepted connection: reads requests one after the other (also pipelined ones) and answers each before
//! the next. Lives in the origin's thread; deletes itself when the connection ends.
class OriginConnection : public QObject
{
    Q_OBJECT

public:
    OriginConnection(qintptr descriptor, int number, const OriginContext &context, QObject *parent);
    ~OriginConnection() override;

private:
    //! The logged request that is being answered.
    struct Underway
    {
        qint64 sequence = 0;
        bool isFinished = false; //!< its line is in the log
    };

    void readNext();
    std::optional<OriginRequest> takeRequest();
    void handle(const OriginRequest &request);
    void send(const OriginReply &reply);
    void sendWhole(const OriginReply &reply);
    void drip();
    void reset();
    void finishLog(qint64 bytes);
    void whenWritten();
    void whenClosed();

    QTcpSocket m_socket;
    OriginContext m_context;
    int m_number;
    QByteArray m_input;
    OriginReply m_reply;
    std::optional<Underway> m_underway;
    qint64 m_dripped = 0;
    bool m_isAnswering = false;
    bool m_hasBegun = false; //!< the reply, after its delay
    bool m_keepsAlive = true;
};

} // namespace testsupport
