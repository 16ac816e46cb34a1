// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutproxy.h"

#include "cutserver.h"

#include <QRandomGenerator>

#include <algorithm>
#include <stdexcept>

namespace testsupport {

namespace {

//! Before that a connection is being made, which has time-outs of its own.
constexpr qint64 kEstablishedMs = 300;

} // namespace

void CutServer::incomingConnection(qintptr descriptor)
{
    auto *client = new QTcpSocket(this);
    client->setSocketDescriptor(descriptor);
    if (m_isShut) {
        client->abort();
        client->deleteLater();
        return;
    }
    client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    auto *server = new QLocalSocket(client);
    Link link{client, server, {}};
    link.age.start();
    m_links.push_back(link);
    connect(client, &QTcpSocket::readyRead, this, [this, client] { forward(client); });
    connect(server, &QLocalSocket::connected, this, [this, client] { forward(client); });
    connect(server, &QLocalSocket::readyRead, this, [this, client] { backward(client); });
    connect(client, &QTcpSocket::disconnected, this, [this, client] { remove(client); });
    connect(server, &QLocalSocket::disconnected, this, [this, client] { end(client); });
    connect(server, &QLocalSocket::errorOccurred, this, [this, client] { end(client); });
    server->connectToServer(m_socketPath);
}

void CutServer::forward(QTcpSocket *client)
{
    Link *link = find(client);
    if (!link || link->isMute || link->server->state() != QLocalSocket::ConnectedState)
        return;
    const QByteArray said = client->readAll();
    link->losesAnswer = link->losesAnswer || isToBeLost(said);
    link->server->write(said);
}

//! A client waits for each answer: what it says begins with a message (PostgreSQL, "Message Formats": Query).
bool CutServer::isToBeLost(const QByteArray &said)
{
    constexpr int kHead = 5;
    const bool isMeant =
        m_every > 0 && said.startsWith('Q') && said.mid(kHead, m_statement.size()) == m_statement;
    return isMeant && ++m_heard % m_every == 0;
}

void CutServer::backward(QTcpSocket *client)
{
    const Link *link = find(client);
    if (!link || link->isMute)
        return;
    if (link->losesAnswer) {
        ++m_lostAnswers;
        client->abort(); // takes the link and its other end along
        return;
    }
    client->write(link->server->readAll());
}

void CutServer::end(QTcpSocket *client)
{
    const Link *link = find(client);
    if (!link || link->isMute)
        return;
    if (link->server->isOpen())
        client->write(link->server->readAll());
    client->disconnectFromHost();
}

CutServer::Link *CutServer::find(QTcpSocket *client)
{
    const auto found = std::find_if(m_links.begin(), m_links.end(),
                                    [client](const Link &link) { return link.client == client; });
    return found == m_links.end() ? nullptr : &*found;
}

CutServer::Link *CutServer::any()
{
    std::vector<Link *> all;
    for (Link &link : m_links) {
        if (!link.isMute && link.age.hasExpired(kEstablishedMs))
            all.push_back(&link);
    }
    return all.empty() ? nullptr : all[QRandomGenerator::global()->bounded(static_cast<int>(all.size()))];
}

void CutServer::remove(QTcpSocket *client)
{
    std::erase_if(m_links, [client](const Link &link) { return link.client == client; });
    client->deleteLater();
}

bool CutServer::cut()
{
    const Link *link = any();
    if (!link)
        return false;
    link->client->abort(); // takes the link and its other end along
    return true;
}

bool CutServer::mute()
{
    Link *link = any();
    if (!link)
        return false;
    link->isMute = true;
    return true;
}

void CutServer::loseAnswersTo(const QByteArray &statement, int every)
{
    m_statement = statement;
    m_every = every;
    m_heard = 0;
}

CutProxy::CutProxy(const QString &socketPath) : m_server(new CutServer(socketPath))
{
    const bool listens = m_server->listen(QHostAddress::LocalHost);
    m_port = m_server->serverPort();
    m_server->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    m_thread.start();
    if (!listens)
        throw std::runtime_error("no port is free");
}

CutProxy::~CutProxy()
{
    m_thread.quit();
    m_thread.wait();
}

bool CutProxy::call(const std::function<bool()> &work) const
{
    bool answer = false;
    QMetaObject::invokeMethod(
        m_server, [&] { answer = work(); }, Qt::BlockingQueuedConnection);
    return answer;
}

bool CutProxy::cut()
{
    return call([this] { return m_server->cut(); });
}

bool CutProxy::mute()
{
    return call([this] { return m_server->mute(); });
}

void CutProxy::loseAnswersTo(const QByteArray &statement, int every)
{
    call([&] {
        m_server->loseAnswersTo(statement, every);
        return true;
    });
}

void CutProxy::letNobodyIn(bool isShut)
{
    call([&] {
        m_server->letNobodyIn(isShut);
        return true;
    });
}

int CutProxy::lostAnswers() const
{
    int lost = 0;
    call([&] {
        lost = m_server->lostAnswers();
        return true;
    });
    return lost;
}

} // namespace testsupport
