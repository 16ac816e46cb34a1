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
    void loseAnswersTo(const QByteArray &statement, int every);
    void letNobodyIn(bool isShut) { m_isShut = isShut; }
    int lostAnswers() const { return m_lostAnswers; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Link
    {
        QTcpSocket *client;
        QLocalSocket *server;
        QElapsedTimer age;
        bool isMute = false;
        bool losesAnswer = false;
    };
    void forward(QTcpSocket *client);
    //! Whether the answer to what a client says is to be lost.
    bool isToBeLost(const QByteArray &said);
    void backward(QTcpSocket *client);
    //! One end has gone: so goes the other, unless the connection is mute.
    void end(QTcpSocket *client);
    Link *find(QTcpSocket *client);
    //! Any one that is established and not mute.
    Link *any();
    void remove(QTcpSocket *client);

    QString m_socketPath;
    std::vector<Link> m_links;
    QByteArray m_statement; // whose answers are lost
    int m_every = 0;
    int m_heard = 0; // of these statements
    int m_lostAnswers = 0;
    bool m_isShut = false;
};

} // namespace testsupport
