// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demoorigin.h"

#include "originserver.h"
#include "originsite.h"
#include "samples.h"

#include <QHostAddress>

namespace testsupport {

DemoOrigin::DemoOrigin(const OriginOptions &options)
    : m_options(options), m_site(std::make_shared<OriginSite>(options.imageSize)),
      m_log(std::make_shared<OriginLog>())
{
    if (!options.hasSamples)
        return;
    for (const ListingPage &page : sampleListings())
        m_site->addListing(page);
    if (options.hasDemoFaults)
        setDemoFaults();
}

DemoOrigin::~DemoOrigin()
{
    stop();
}

bool DemoOrigin::start()
{
    if (m_server)
        return true;
    if (!m_options.logFile.isEmpty() && !m_log->writeTo(m_options.logFile)) {
        m_error = QStringLiteral("The log file %1 cannot be written.").arg(m_options.logFile);
        return false;
    }
    m_server = new OriginServer({m_site, m_log, m_options.delayMs});
    m_server->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("demo-origin"));
    m_thread.start();
    bool isListening = false;
    QMetaObject::invokeMethod(
        m_server,
        [this] {
            const bool ok = m_server->listen(QHostAddress::LocalHost, m_port != 0 ? m_port : m_options.port);
            if (ok)
                m_port = m_server->serverPort();
            else
                m_error = m_server->errorString();
            m_site->setBaseUrl(baseUrl());
            return ok;
        },
        Qt::BlockingQueuedConnection, &isListening);
    if (!isListening)
        stop();
    return isListening;
}

void DemoOrigin::stop()
{
    if (!m_server)
        return;
    QMetaObject::invokeMethod(
        m_server, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
    m_server = nullptr;
    m_thread.quit();
    m_thread.wait();
}

QString DemoOrigin::baseUrl() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_port);
}

QUrl DemoOrigin::url(const QString &path) const
{
    return QUrl(baseUrl() + path, QUrl::TolerantMode);
}

std::vector<ListingPage> DemoOrigin::listings() const
{
    return m_site->listings();
}

QStringList DemoOrigin::listingUrls() const
{
    QStringList urls;
    for (const ListingPage &page : listings())
        urls.append(baseUrl() + page.path());
    return urls;
}

QStringList DemoOrigin::imageUrls(const QString &slug) const
{
    QStringList urls;
    for (const ListingPage &page : listings()) {
        if (page.slug != slug)
            continue;
        for (const QString &path : page.images)
            urls.append(baseUrl() + path);
    }
    return urls;
}

void DemoOrigin::addListing(const ListingPage &page)
{
    m_site->addListing(page);
}

void DemoOrigin::addResource(const QString &path, const QByteArray &contentType, const QByteArray &body)
{
    m_site->addResource(path, {contentType, body});
}

void DemoOrigin::removeResource(const QString &path)
{
    m_site->removeResource(path);
}

QByteArray DemoOrigin::resource(const QString &path) const
{
    const auto found = m_site->find(path);
    return found ? found->body : QByteArray();
}

void DemoOrigin::setFault(const QString &path, const Fault &fault)
{
    m_site->setFault(path, fault);
}

void DemoOrigin::clearFault(const QString &path)
{
    m_site->clearFault(path);
}

void DemoOrigin::clearFaults()
{
    m_site->clearFaults();
}

void DemoOrigin::setDemoFaults()
{
    for (const auto &[path, fault] : demoFaults())
        m_site->setFault(path, fault);
}

int DemoOrigin::faultCount() const
{
    return m_site->faultCount();
}

} // namespace testsupport
