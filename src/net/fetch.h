// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QUrl>

#include <memory>
#include <optional>

namespace net {

//! What ended a fetch: the cause class and one sentence without the URL's query.
struct Fault
{
    core::Cause cause = core::Cause::Connection;
    QString message;
    bool isCertificate = false; //!< tls: the certificate was refused, which seldom passes
};

//! The head of the final response (redirects are followed before).
struct ResponseHead
{
    int status = 0;
    QByteArray contentType;
    qint64 contentLength = -1; //!< bytes; −1 when the origin does not say
    QUrl url;                  //!< where the body comes from
};

//! Takes a body while it arrives. Called on one fetch thread, begin once, write any number of times, finish
//! once and only when the body is whole. A Fault ends the fetch with it. Destroyed unfinished, it leaves
//! nothing behind.
class Sink
{
public:
    virtual ~Sink() = default;
    virtual std::optional<Fault> begin(const ResponseHead &head) = 0;
    virtual std::optional<Fault> write(const QByteArray &bytes) = 0;
    virtual std::optional<Fault> finish() = 0;
};

//! Keeps the body in memory, up to a limit.
class MemorySink : public Sink
{
public:
    explicit MemorySink(qint64 maxBytes) : m_maxBytes(maxBytes) {}
    std::optional<Fault> begin(const ResponseHead &head) override;
    std::optional<Fault> write(const QByteArray &bytes) override;
    std::optional<Fault> finish() override;
    const QByteArray &body() const { return m_body; }
    const ResponseHead &head() const { return m_head; }

private:
    qint64 m_maxBytes;
    QByteArray m_body;
    ResponseHead m_head;
};

struct FetchRequest
{
    QUrl url;
    QByteArray accept = "*/*";
    std::shared_ptr<Sink> sink;
    //! What is held together at a host (FetchPool::holdLane()) while the rest goes on: the pipeline has one
    //! lane for each step.
    int lane = 0;
    //! A host whose held lane it passes, to see whether that host is well again: that of the URL, or one that
    //! a redirect leads to. At every other host it is a request like any other. Empty: no probe.
    QString probeHost = {};
};

//! How a fetch ended. Exactly one of: done (no fault), failed (fault), held (heldUntil: the host is paused or
//! the request's lane is held there; nothing failed and no attempt is used).
struct FetchResult
{
    std::optional<Fault> fault;
    std::optional<QDateTime> heldUntil;
    QString heldReason;
    QString heldHost;                   //!< where it is held: of a redirect, that of the hop
    bool requested = false;             //!< whether a request left this machine
    int status = 0;                     //!< HTTP status of the last response; 0 when none came
    qint64 bytes = 0;                   //!< body bytes received
    qint64 elapsedMs = 0;               //!< from the first byte sent to the end
    QString host;                       //!< the host gate of the requested URL
    std::optional<qint64> retryAfterMs; //!< what the origin asked for

    bool isDone() const { return !fault && !heldUntil; }
};

} // namespace net
