// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "faultserver.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

#include <algorithm>

namespace {

//! Plays the scripts of one connection.
class Connection : public QObject
{
public:
    using Began = std::function<Script(const QByteArray &path, const QByteArray &head)>;

    Connection(QTcpSocket *socket, Began began, std::function<void()> ended, QObject *parent)
        : QObject(parent), m_socket(socket), m_began(std::move(began)), m_ended(std::move(ended))
    {
        m_socket->setParent(this);
        connect(m_socket, &QTcpSocket::readyRead, this, &Connection::onReadyRead);
        connect(m_socket, &QTcpSocket::bytesWritten, this, &Connection::pump);
        connect(m_socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    }
    ~Connection() override { finish(); }

private:
    void onReadyRead()
    {
        m_input += m_socket->readAll();
        const qsizetype end = m_input.indexOf("\r\n\r\n");
        if (end < 0 || m_busy)
            return;
        const QByteArray head = m_input.left(end + 4);
        m_input.remove(0, end + 4);
        const QList<QByteArray> words = head.left(head.indexOf("\r\n")).split(' ');
        m_busy = true;
        m_script = m_began(words.value(1), head);
        QTimer::singleShot(m_script.delayMs, this, [this] { answer(); });
    }

    void answer()
    {
        if (m_script.drip == 0) {
            m_socket->write(m_script.bytes);
            m_script.bytes.clear();
            pump();
            return;
        }
        const qsizetype head = m_script.bytes.indexOf("\r\n\r\n") + 4;
        m_socket->write(m_script.bytes.left(head));
        m_script.bytes.remove(0, head);
        drip();
    }

    void drip()
    {
        if (m_script.bytes.isEmpty()) {
            pump();
            return;
        }
        m_socket->write(m_script.bytes.left(m_script.drip));
        m_script.bytes.remove(0, m_script.drip);
        QTimer::singleShot(100, this, [this] { drip(); });
    }

    void pump()
    {
        if (!m_busy || !m_script.bytes.isEmpty() || m_socket->bytesToWrite() > 256 * 1024)
            return;
        if (m_script.filler > 0) {
            const qint64 size = std::min<qint64>(m_script.filler, 64 * 1024);
            m_script.filler -= size;
            m_socket->write(QByteArray(size, 'x'));
            return;
        }
        if (m_socket->bytesToWrite() == 0 || m_script.end == Script::End::Close)
            complete();
    }

    void complete()
    {
        switch (m_script.end) {
        case Script::End::KeepAlive:
            finish();
            if (!m_input.isEmpty())
                onReadyRead();
            return;
        case Script::End::Close:
            finish();
            m_socket->disconnectFromHost();
            return;
        case Script::End::Reset: {
            finish();
            const linger rst{1, 0};
            setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &rst,
                       sizeof rst);
            m_socket->abort();
            return;
        }
        case Script::End::Hang:
            return;
        }
    }

    void finish()
    {
        if (m_busy)
            m_ended();
        m_busy = false;
    }

    QTcpSocket *m_socket;
    Began m_began;
    std::function<void()> m_ended;
    QByteArray m_input;
    Script m_script;
    bool m_busy = false;
};

} // namespace

class FaultServer::Listener : public QTcpServer
{
public:
    explicit Listener(FaultServer *server) : m_server(server) { m_clock.start(); }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        QTcpSocket *socket = m_server->m_isTls ? tlsSocket() : new QTcpSocket;
        socket->setSocketDescriptor(descriptor);
        {
            const QMutexLocker lock(&m_server->m_mutex);
            ++m_server->m_connections;
        }
        // The connections go last, when nothing but a QObject is left of the listener.
        new Connection(
            socket,
            [this](const QByteArray &path, const QByteArray &head) {
                m_server->began(path, head, m_clock.elapsed());
                return m_server->scriptFor(path);
            },
            [server = m_server] { server->ended(); }, this);
        if (auto *tls = qobject_cast<QSslSocket *>(socket))
            tls->startServerEncryption();
    }

private:
    QTcpSocket *tlsSocket() const
    {
        auto *socket = new QSslSocket;
        socket->setSslConfiguration(m_server->m_tls);
        return socket;
    }

    FaultServer *m_server;
    QElapsedTimer m_clock;
};

Script response(int status, const QByteArray &body, const QByteArray &headers)
{
    Script script;
    script.bytes = "HTTP/1.1 " + QByteArray::number(status) +
                   " Text\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" +
                   body;
    return script;
}

QByteArray FaultServer::Request::header(const QByteArray &name) const
{
    const QList<QByteArray> lines = head.split('\n');
    const QByteArray start = name.toLower() + ':';
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith(start))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

FaultServer::FaultServer(const QSslConfiguration &tls) : m_tls(tls), m_isTls(!tls.localCertificate().isNull())
{
    m_listener = new Listener(this);
    if (!m_listener->listen(QHostAddress::LocalHost))
        qFatal("The fault server cannot listen");
    m_port = m_listener->serverPort();
    m_listener->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_listener, &QObject::deleteLater);
    m_thread.start();
}

FaultServer::~FaultServer()
{
    m_thread.quit();
    m_thread.wait();
}

QUrl FaultServer::url(const QString &path, const QString &host) const
{
    QUrl url;
    url.setScheme(m_isTls ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(host);
    url.setPort(m_port);
    return url.resolved(QUrl(path));
}

QString FaultServer::hostKey() const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_port);
}

void FaultServer::on(const QByteArray &path, const QList<Script> &scripts)
{
    const QMutexLocker lock(&m_mutex);
    m_scripts[path] = scripts;
}

Script FaultServer::scriptFor(const QByteArray &path)
{
    const QMutexLocker lock(&m_mutex);
    const auto it = m_scripts.find(path);
    if (it == m_scripts.end())
        return response(404, "no such path");
    return it->size() > 1 ? it->takeFirst() : it->first();
}

void FaultServer::began(const QByteArray &path, const QByteArray &head, qint64 atMs)
{
    const QMutexLocker lock(&m_mutex);
    m_requests.append({path, head, atMs});
    m_mostAtOnce = std::max(m_mostAtOnce, ++m_atOnce);
}

void FaultServer::ended()
{
    const QMutexLocker lock(&m_mutex);
    --m_atOnce;
}

QList<FaultServer::Request> FaultServer::requests() const
{
    const QMutexLocker lock(&m_mutex);
    return m_requests;
}

int FaultServer::requestsFor(const QByteArray &path) const
{
    const QMutexLocker lock(&m_mutex);
    return static_cast<int>(std::count_if(m_requests.begin(), m_requests.end(),
                                          [&](const Request &r) { return r.path == path; }));
}

int FaultServer::mostAtOnce() const
{
    const QMutexLocker lock(&m_mutex);
    return m_mostAtOnce;
}

int FaultServer::connections() const
{
    const QMutexLocker lock(&m_mutex);
    return m_connections;
}
