// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/httpdouble.h"

#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>

namespace testsupport {

class HttpDouble::Connection : public QObject
{
public:
    Connection(QTcpSocket *socket, HttpDouble *server, QObject *parent)
        : QObject(parent), m_socket(socket), m_server(server)
    {
        m_socket->setParent(this);
        connect(m_socket, &QTcpSocket::readyRead, this, [this] { read(); });
        connect(m_socket, &QTcpSocket::disconnected, this, [this] {
            leave();
            deleteLater();
        });
    }
    ~Connection() override { leave(); }

private:
    void read()
    {
        m_input += m_socket->readAll();
        while (step()) {
        }
    }

    //! Reads a head or answers a whole request. @return whether there may be more to do.
    bool step()
    {
        if (!m_hasHead) {
            const qsizetype end = m_input.indexOf("\r\n\r\n");
            if (end < 0)
                return false;
            parse(m_input.first(end));
            m_input.remove(0, end + 4);
            m_hasHead = true;
            m_server->count(1);
        }
        if (m_input.size() < m_length) {
            if (m_server->takesCut(m_input.size()))
                m_socket->abort();
            return false;
        }
        m_request.body = m_input.first(m_length);
        m_input.remove(0, m_length);
        const DoubleReply reply = m_server->handle(m_request);
        leave();
        return send(reply);
    }

    void parse(const QByteArray &head)
    {
        const QList<QByteArray> lines = head.split('\n');
        const QList<QByteArray> words = lines.first().trimmed().split(' ');
        const QByteArray target = words.value(1);
        const qsizetype mark = target.indexOf('?');
        m_request = {words.first(),
                     target.left(mark < 0 ? target.size() : mark),
                     mark < 0 ? QByteArray() : target.mid(mark + 1),
                     {},
                     {}};
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                m_request.headers.insert(line.first(colon).toLower(), line.mid(colon + 1).trimmed());
        }
        m_length = m_request.headers.value("content-length").toLongLong();
    }

    bool send(const DoubleReply &reply)
    {
        if (reply.end == DoubleReply::End::Hang)
            return false;
        const bool isHead = m_request.verb == "HEAD";
        const bool hasLength = reply.headers.toLower().contains("content-length:");
        QByteArray bytes = "HTTP/1.1 " + QByteArray::number(reply.status) + " Text\r\n" + reply.headers;
        if (!hasLength)
            bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
        bytes += "\r\n";
        const qsizetype cut = reply.end == DoubleReply::End::Cut ? reply.body.size() / 2 : reply.body.size();
        if (!isHead)
            bytes += reply.body.first(cut);
        m_socket->write(bytes);
        if (reply.end == DoubleReply::End::KeepAlive)
            return true;
        m_socket->disconnectFromHost();
        return false;
    }

    void leave()
    {
        if (m_hasHead)
            m_server->count(-1);
        m_hasHead = false;
    }

    QTcpSocket *m_socket;
    HttpDouble *m_server;
    QByteArray m_input;
    DoubleRequest m_request;
    qint64 m_length = 0;
    bool m_hasHead = false;
};

class HttpDouble::Listener : public QTcpServer
{
public:
    explicit Listener(HttpDouble *server) : m_server(server) { setListenBacklogSize(256); }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket;
        socket->setSocketDescriptor(descriptor);
        new Connection(socket, m_server, this);
    }

private:
    HttpDouble *m_server;
};

HttpDouble::HttpDouble(Handler handler) : m_handler(std::move(handler))
{
    m_listener = new Listener(this);
    if (!m_listener->listen(QHostAddress::LocalHost))
        qFatal("The double cannot listen");
    m_port = m_listener->serverPort();
    m_listener->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_listener, &QObject::deleteLater);
    m_thread.start();
}

HttpDouble::~HttpDouble()
{
    m_thread.quit();
    m_thread.wait();
}

QList<DoubleRequest> HttpDouble::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

int HttpDouble::count(const QByteArray &begin) const
{
    const QMutexLocker lock(&m_mutex);
    return static_cast<int>(
        std::count_if(m_requests.begin(), m_requests.end(), [&](const DoubleRequest &request) {
            return QByteArray(request.verb + ' ' + request.path).startsWith(begin);
        }));
}

void HttpDouble::cutUploads(int times, qint64 afterBytes)
{
    const QMutexLocker lock(&m_mutex);
    m_cuts = times;
    m_cutAfter = afterBytes;
}

int HttpDouble::mostAtOnce() const
{
    const QMutexLocker lock(&m_mutex);
    return m_mostAtOnce;
}

DoubleReply HttpDouble::handle(const DoubleRequest &request)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_requests.append(request);
    }
    const QMutexLocker lock(&m_handling);
    return m_handler(request);
}

bool HttpDouble::takesCut(qint64 received)
{
    const QMutexLocker lock(&m_mutex);
    if (m_cuts == 0 || received < m_cutAfter)
        return false;
    --m_cuts;
    return true;
}

void HttpDouble::count(int change)
{
    const QMutexLocker lock(&m_mutex);
    m_atOnce += change;
    m_mostAtOnce = std::max(m_mostAtOnce, m_atOnce);
}

} // namespace testsupport
