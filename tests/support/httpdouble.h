// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMutex>
#include <QThread>
#include <QUrl>

#include <functional>
#include <memory>

namespace testsupport {

//! A request as it came, with its body.
struct DoubleRequest
{
    QByteArray verb;
    QByteArray path;                       //!< still percent-encoded, without the query
    QByteArray query;                      //!< still percent-encoded
    QHash<QByteArray, QByteArray> headers; //!< names in lower case
    QByteArray body;
};

struct DoubleReply
{
    enum class End {
        KeepAlive,
        Close, //!< after the answer
        Cut,   //!< in the middle of the answer's body
        Hang   //!< no answer at all
    };

    int status = 200;
    QByteArray body;
    QByteArray headers; //!< further ones, each ended by CR LF
    End end = End::KeepAlive;
};

//! An HTTP server for tests on a free port of 127.0.0.1, in a thread of its own. It reads whole requests and
//! answers what the handler says; the handler runs one request at a time.
class HttpDouble
{
public:
    using Handler = std::function<DoubleReply(const DoubleRequest &)>;

    explicit HttpDouble(Handler handler);
    ~HttpDouble();
    Q_DISABLE_COPY_MOVE(HttpDouble)

    quint16 port() const { return m_port; }
    QString address() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    //! In their order, up to now.
    QList<DoubleRequest> requests() const;
    //! Those that began so: "PUT /bucket/".
    int count(const QByteArray &begin) const;
    //! The next connection is closed after so many bytes of a request's body have come, this often.
    void cutUploads(int times, qint64 afterBytes);
    //! The most that were under way at once.
    int mostAtOnce() const;

private:
    class Listener;
    friend class Listener;
    class Connection;

    DoubleReply handle(const DoubleRequest &request);
    bool takesCut(qint64 received);
    void count(int change);

    mutable QMutex m_mutex;
    QMutex m_handling;
    Handler m_handler;
    QList<DoubleRequest> m_requests;
    int m_cuts = 0;
    qint64 m_cutAfter = 0;
    int m_atOnce = 0;
    int m_mostAtOnce = 0;
    quint16 m_port = 0;
    QThread m_thread;
    Listener *m_listener = nullptr;
};

} // namespace testsupport
