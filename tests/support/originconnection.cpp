// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "originconnection.h"

#include "originlog.h"

#include <QTimer>
#include <QUrl>

#include <sys/socket.h>

namespace testsupport {

namespace {

constexpr qsizetype kMaxInput = 1024 * 1024;
constexpr int kDripIntervalMs = 50;

std::optional<QByteArray> headerValue(const QList<QByteArray> &lines, const QByteArray &name)
{
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].indexOf(':');
        if (colon > 0 && lines[i].first(colon).trimmed().toLower() == name)
            return lines[i].mid(colon + 1).trimmed();
    }
    return std::nullopt;
}

} // namespace

OriginConnection::OriginConnection(qintptr descriptor, int number, const OriginContext &context,
                                   QObject *parent)
    : QObject(parent), m_context(context), m_number(number)
{
    m_context.log->connectionOpened();
    connect(&m_socket, &QTcpSocket::readyRead, this, &OriginConnection::readNext);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, &OriginConnection::whenWritten);
    connect(&m_socket, &QTcpSocket::disconnected, this, &OriginConnection::whenClosed);
    if (!m_socket.setSocketDescriptor(descriptor))
        deleteLater();
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
}

OriginConnection::~OriginConnection()
{
    m_socket.disconnect(this);
    if (!m_hasBegun)
        m_reply.status = 0;
    finishLog(m_dripped);
    if (m_underway)
        m_context.log->leave();
    m_context.log->connectionClosed();
}

std::optional<OriginRequest> OriginConnection::takeRequest()
{
    const auto end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    QList<QByteArray> lines;
    for (const QByteArray &line : m_input.first(end).split('\n'))
        lines.append(line.trimmed());
    const qsizetype length = headerValue(lines, "content-length").value_or("0").toLongLong();
    if (length < 0 || length > kMaxInput || m_input.size() < end + 4 + length)
        return std::nullopt;
    m_input.remove(0, end + 4 + length);

    const QList<QByteArray> words = lines.first().split(' ');
    OriginRequest request;
    request.method = words.value(0);
    const QUrl target = QUrl::fromEncoded(words.value(1), QUrl::TolerantMode);
    request.path = target.path(QUrl::FullyDecoded);
    request.query = target.query(QUrl::FullyEncoded);
    const QByteArray connection = headerValue(lines, "connection").value_or("").toLower();
    request.keepsAlive = words.value(2) == "HTTP/1.1" ? connection != "close" : connection == "keep-alive";
    return request;
}

void OriginConnection::readNext()
{
    m_input += m_socket.readAll();
    if (m_input.size() > 2 * kMaxInput) {
        m_socket.abort();
        return;
    }
    while (!m_isAnswering && m_socket.state() == QAbstractSocket::ConnectedState) {
        const auto request = takeRequest();
        if (!request)
            return;
        handle(*request);
    }
}

void OriginConnection::handle(const OriginRequest &request)
{
    m_isAnswering = true;
    m_hasBegun = false;
    m_keepsAlive = request.keepsAlive;
    m_dripped = 0;
    if (isControl(request)) {
        send(controlReply(request, *m_context.site, *m_context.log));
        return;
    }
    LoggedRequest logged;
    logged.connection = m_number;
    logged.method = request.method;
    logged.path = request.path;
    logged.query = request.query;
    m_underway = Underway{m_context.log->begin(logged), false};
    m_reply = replyTo(request, *m_context.site);
    const int delayMs = m_context.delayMs + m_reply.delayMs;
    if (delayMs > 0)
        QTimer::singleShot(delayMs, Qt::PreciseTimer, this, [this] { send(m_reply); });
    else
        send(m_reply);
}

void OriginConnection::send(const OriginReply &reply)
{
    m_hasBegun = true;
    switch (reply.manner) {
    case OriginReply::Manner::Whole:
        sendWhole(reply);
        return;
    case OriginReply::Manner::Drip:
        m_socket.write(reply.head);
        drip();
        return;
    case OriginReply::Manner::Hang:
        return; // ends when the client gives up
    case OriginReply::Manner::Close:
        finishLog(0);
        m_socket.disconnectFromHost();
        return;
    case OriginReply::Manner::Reset:
        finishLog(0);
        reset();
        return;
    }
}

void OriginConnection::sendWhole(const OriginReply &reply)
{
    finishLog(reply.body.size());
    m_keepsAlive = m_keepsAlive && !reply.closesAfter;
    if (reply.head.isEmpty() && reply.body.isEmpty())
        m_socket.disconnectFromHost();
    else
        m_socket.write(reply.head + reply.body);
}

void OriginConnection::drip()
{
    const qint64 left = m_reply.body.size() - m_dripped;
    const qint64 wanted = qMax<qint64>(1, qint64(m_reply.bytesPerSecond) * kDripIntervalMs / 1000);
    const qint64 size = qMin(left, wanted);
    const QByteArray piece = m_reply.body.mid(m_dripped, size);
    m_dripped += size;
    if (size == left)
        finishLog(m_dripped);
    m_socket.write(piece);
    if (size < left)
        QTimer::singleShot(qMax<qint64>(1, size * 1000 / m_reply.bytesPerSecond), this, [this] { drip(); });
}

//! Closes so that the peer gets a reset instead of an end of the stream.
void OriginConnection::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(int(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    m_socket.abort();
}

void OriginConnection::finishLog(qint64 bytes)
{
    if (!m_underway || m_underway->isFinished)
        return;
    m_underway->isFinished = true;
    m_context.log->finish(m_underway->sequence, m_reply.status, bytes, m_reply.fault);
}

void OriginConnection::whenWritten()
{
    const bool isLogged = !m_underway || m_underway->isFinished;
    if (!m_isAnswering || !isLogged || m_socket.bytesToWrite() > 0)
        return;
    m_isAnswering = false;
    if (m_underway)
        m_context.log->leave();
    m_underway.reset();
    if (!m_keepsAlive) {
        m_socket.disconnectFromHost();
        return;
    }
    if (!m_input.isEmpty())
        readNext();
}

void OriginConnection::whenClosed()
{
    deleteLater();
}

} // namespace testsupport
