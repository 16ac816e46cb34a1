// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMutex>
#include <QSslConfiguration>
#include <QString>
#include <QThread>
#include <QUrl>

#include <memory>

class QTcpSocket;

//! What the server does once a request's head has arrived.
struct Script
{
    enum class End {
        KeepAlive, //!< wait for the next request
        Close,     //!< end the connection properly
        Reset,     //!< end it with an RST
        Hang       //!< keep it open and say nothing more
    };

    QByteArray bytes; //!< sent as they are
    End end = End::KeepAlive;
    int delayMs = 0;   //!< before the first byte
    int drip = 0;      //!< bytes per 100 ms after the head; 0 = all at once
    qint64 filler = 0; //!< that many more bytes after these, made up on the way
};

//! A response with a head that is right.
Script response(int status, const QByteArray &body, const QByteArray &headers = {});

//! A web server for tests, in a thread of its own: raw bytes per path, and a record of who asked for what.
class FaultServer
{
public:
    struct Request
    {
        QByteArray path;
        QByteArray head;
        qint64 atMs = 0;
        QByteArray header(const QByteArray &name) const;
    };

    //! Listens on a free port of 127.0.0.1. With a TLS configuration it speaks HTTPS.
    explicit FaultServer(const QSslConfiguration &tls = {});
    ~FaultServer();
    Q_DISABLE_COPY_MOVE(FaultServer)

    quint16 port() const { return m_port; }
    QUrl url(const QString &path, const QString &host = QStringLiteral("127.0.0.1")) const;
    QString hostKey() const;

    //! Paths without a script get 404. Several scripts are played one after the other, the last one for ever.
    void on(const QByteArray &path, const QList<Script> &scripts);
    QList<Request> requests() const;
    int requestsFor(const QByteArray &path) const;
    int mostAtOnce() const;
    int connections() const;

private:
    class Listener;
    friend class Listener;

    Script scriptFor(const QByteArray &path);
    void began(const QByteArray &path, const QByteArray &head, qint64 atMs);
    void ended();

    mutable QMutex m_mutex;
    QHash<QByteArray, QList<Script>> m_scripts;
    QList<Request> m_requests;
    int m_atOnce = 0;
    int m_mostAtOnce = 0;
    int m_connections = 0;
    quint16 m_port = 0;
    QSslConfiguration m_tls;
    bool m_isTls = false;
    QThread m_thread;
    Listener *m_listener = nullptr;
};
