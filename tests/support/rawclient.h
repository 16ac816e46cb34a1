// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QTcpSocket>

namespace testsupport {

//! What came over the wire for one request, unjudged.
struct RawAnswer
{
    int status = 0;                        //!< 0 = no answer
    QHash<QByteArray, QByteArray> headers; //!< names in lower case
    QByteArray body;
    bool isWhole = false; //!< as many bytes as the Content-Length says
    bool isOpen = false;  //!< the connection is still there
    qint64 elapsedMs = 0;
};

//! A client that repeats nothing, follows nothing and hides nothing. Blocks; for servers in another thread.
class RawClient
{
public:
    explicit RawClient(quint16 port) : m_port(port) {}

    QTcpSocket &socket() { return m_socket; }

    void send(const QByteArray &bytes)
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
            m_socket.waitForConnected();
        }
        m_socket.write(bytes);
        m_socket.flush();
    }

    static QByteArray requestFor(const QString &path, const QByteArray &method = "GET",
                                 const QByteArray &headers = {})
    {
        return method + ' ' + path.toUtf8() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
    }

    RawAnswer get(const QString &path, int timeoutMs = 10000)
    {
        send(requestFor(path));
        return receive(timeoutMs);
    }

    RawAnswer post(const QString &path)
    {
        send(requestFor(path, "POST", "Content-Length: 0\r\n"));
        return receive();
    }

    //! Reads one answer: to its Content-Length, to the end of the connection, or for timeoutMs.
    RawAnswer receive(int timeoutMs = 10000, bool hasBody = true)
    {
        RawAnswer answer;
        QElapsedTimer timer;
        timer.start();
        while (!parse(answer, hasBody) && timer.elapsed() < timeoutMs) {
            const bool hasMore = m_socket.waitForReadyRead(int(qMax<qint64>(1, timeoutMs - timer.elapsed())));
            m_input += m_socket.readAll();
            if (!hasMore && m_socket.state() != QAbstractSocket::ConnectedState) {
                parse(answer, hasBody);
                break;
            }
        }
        m_input.remove(0, m_consumed);
        m_consumed = 0;
        answer.isOpen = m_socket.state() == QAbstractSocket::ConnectedState;
        answer.elapsedMs = timer.elapsed();
        return answer;
    }

private:
    bool parse(RawAnswer &answer, bool hasBody)
    {
        const auto end = m_input.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QList<QByteArray> lines = m_input.first(end).split('\n');
        answer.status = lines.first().split(' ').value(1).toInt();
        for (const QByteArray &line : lines.mid(1)) {
            const auto colon = line.indexOf(':');
            answer.headers.insert(line.first(qMax<qsizetype>(0, colon)).toLower(),
                                  line.mid(colon + 1).trimmed());
        }
        const qsizetype length = hasBody ? answer.headers.value("content-length").toLongLong() : 0;
        answer.body = m_input.mid(end + 4, length);
        answer.isWhole = answer.body.size() == length;
        m_consumed = end + 4 + answer.body.size();
        return answer.isWhole;
    }

    QTcpSocket m_socket;
    QByteArray m_input;
    qsizetype m_consumed = 0;
    quint16 m_port;
};

} // namespace testsupport
