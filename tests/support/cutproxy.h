// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>

namespace testsupport {

class CutServer;

//! A TCP port of this machine that leads to a Unix socket, and breaks connections when told to. Works in a
//! thread of its own, so that its user may block.
class CutProxy
{
public:
    explicit CutProxy(const QString &socketPath); //!< throws when no port is free
    ~CutProxy();
    Q_DISABLE_COPY_MOVE(CutProxy)

    quint16 port() const { return m_port; }
    //! Resets any one connection. False when there is none.
    bool cut();
    //! Any one connection is half-open from now on: nothing is forwarded either way, neither end is told.
    //! False when there is none.
    bool mute();
    //! From now on every n-th statement that begins so reaches the server and is answered, but the answer
    //! resets the connection instead of arriving. 0: none is lost any more.
    void loseAnswersTo(const QByteArray &statement, int every);
    int lostAnswers() const; //!< so far
    //! New connections are refused from now on, or let in again.
    void letNobodyIn(bool isShut);

private:
    bool call(const std::function<bool()> &work) const;

    QThread m_thread;
    CutServer *m_server; // lives in the thread
    quint16 m_port = 0;
};

} // namespace testsupport
