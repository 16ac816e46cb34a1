// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "listingpage.h"
#include "originfault.h"
#include "originlog.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <QThread>
#include <QUrl>

#include <memory>

namespace testsupport {

class OriginSite;
class OriginServer;

//! What a DemoOrigin starts with.
struct OriginOptions
{
    quint16 port = 0;                  //!< 0 = any free one
    bool hasSamples = true;            //!< serves the sample listings
    bool hasDemoFaults = false;        //!< fails as the catalogue says: about a third of the vehicles
    int delayMs = 0;                   //!< before every answer
    QSize imageSize = QSize(800, 533); //!< of the sample images; a small one makes tests quick
    QString logFile;                   //!< JSON lines; empty = none
};

//! A local HTTP/1.1 origin on 127.0.0.1 that serves listing pages and images and fails on purpose. It runs in
//! a thread of its own; every function may be called from any thread. A QCoreApplication must exist. Usable
//! in process by tests, and as the program retrydesk-demo-origin.
class DemoOrigin
{
public:
    explicit DemoOrigin(const OriginOptions &options = {});
    ~DemoOrigin();
    Q_DISABLE_COPY_MOVE(DemoOrigin)

    //! Begins to listen. False with errorString() when the port is taken or the log cannot be written.
    bool start();
    //! Closes all connections; what was logged stays.
    void stop();
    QString errorString() const { return m_error; }

    quint16 port() const { return m_port; }
    QString baseUrl() const; //!< "http://127.0.0.1:PORT"
    QUrl url(const QString &path) const;

    //! The listings served: the samples and what was added.
    std::vector<ListingPage> listings() const;
    QStringList listingUrls() const;
    //! The normalised URLs of a listing's images, in order; what a reader must find on the page.
    QStringList imageUrls(const QString &slug) const;

    //! Serves this page, and drawn images for its gallery. Replaces one of the same slug.
    void addListing(const ListingPage &page);
    //! Serves these bytes.
    void addResource(const QString &path, const QByteArray &contentType, const QByteArray &body);
    void removeResource(const QString &path);
    //! The bytes that are served at a path when nothing fails; empty when there is nothing.
    QByteArray resource(const QString &path) const;

    //! Replaces the fault of a path. A path that ends with '*' means all that begin so; an exact one wins.
    void setFault(const QString &path, const Fault &fault);
    void clearFault(const QString &path);
    void clearFaults(); //!< heals everything; delayMs of the options stays
    void setDemoFaults();
    int faultCount() const; //!< paths that still have requests to spoil

    OriginLog &log() { return *m_log; }
    QList<LoggedRequest> requests() const { return m_log->requests(); }
    int requestCount() const { return m_log->requestCount(); }
    int requestCount(const QString &path) const { return m_log->requestCount(path); }
    int maxConcurrent() const { return m_log->maxConcurrent(); }

private:
    OriginOptions m_options;
    std::shared_ptr<OriginSite> m_site;
    std::shared_ptr<OriginLog> m_log;
    QThread m_thread;
    OriginServer *m_server = nullptr; //!< lives in m_thread
    QString m_error;
    quint16 m_port = 0;
};

} // namespace testsupport
