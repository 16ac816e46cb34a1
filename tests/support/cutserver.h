// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>

#include <vector>

namespace testsupport {

//! The connections of a CutProxy, in its thread.
class CutServer : public QTcpServer
{
    Q_OBJECT

public:
    explicit CutServer(const QString &socketPath) : m_socketPath(socketPath) {}

    bool cut();
    bool mute();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Link
    {
        QTcpSocket *client;
        QLocalSocket *server;
        QElapsedTimer age;
        bool isMute = false;
    };
    void forward(QTcpSocket *client);
    void backward(QTcpSocket *client);
    //! One end has gone: so goes the other, unless the connection is mute.
    void end(QTcpSocket *client);
    Link *find(QTcpSocket *client);
    //! Any one that is established and not mute.
    Link *any();
    void remove(QTcpSocket *client);

    QString m_socketPath;
    std::vector<Link> m_links;
};

} // namespace testsupport
