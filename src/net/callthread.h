// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/fetchpool.h"

#include <QHash>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace net {

//! One request of our own to a service that the workspace names. It carries credentials, so it goes to that
//! address and nowhere else: a redirect is an answer like any other.
struct Call
{
    QByteArray verb; //!< GET, HEAD, PUT, POST, DELETE
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers; //!< as they are sent, Host and Content-Type included
    QByteArray body;                                  //!< a short one
    QString bodyFile;           //!< else a file, which is read while it is sent and must stay meanwhile
    std::shared_ptr<Sink> sink; //!< takes the body of an answer with status 200; what else comes is kept
};

//! How a call ended. Without a fault there is a whole answer, whatever its status says.
struct Answer
{
    //! No whole answer came: timeout, connection, dns, tls, truncated, cancelled.
    std::optional<Fault> fault;
    std::optional<Fault> sinkFault; //!< the sink refused the body
    int status = 0;
    QHash<QByteArray, QByteArray> headers; //!< names in lower case
    QByteArray body;                       //!< at most kLargestAnswer bytes of it

    bool isSuccess() const { return !fault && status >= 200 && status < 300; }
};

inline constexpr qint64 kLargestAnswer = 4LL * 1024 * 1024;

//! A thread with an event loop that carries out calls, a few at a time, in their order. Functions are called
//! by one other thread.
class CallThread : public QThread
{
    Q_OBJECT

public:
    //! In this thread, exactly once for each call unless the thread is ended before.
    using Report = std::function<void(quint64 id, const Answer &)>;

    //! @param settings proxy, caFile, timeoutMs, minBytesPerSecond and userAgent count.
    CallThread(const FetchSettings &settings, Report report);
    ~CallThread() override; //!< ends what is under way

    void post(quint64 id, const Call &call);
    //! Ends a call, waiting or under way, with the cause cancelled. One that has ended keeps its answer.
    void abort(quint64 id);

protected:
    void run() override;

private:
    class Worker;

    FetchSettings m_settings;
    Report m_report;
    QObject m_inbox; //!< moved into the thread: what is posted early waits there for the event loop
    Worker *m_worker = nullptr;
};

//! Carries out one call and waits for it: for set-up and checks, on a thread that may wait.
Answer callNow(const FetchSettings &settings, const Call &call);

} // namespace net
