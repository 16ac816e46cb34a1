// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "originsite.h"

#include "sampleimage.h"

#include <QMutexLocker>
#include <QRegularExpression>

namespace testsupport {

namespace {

QString withSlash(const QString &path)
{
    return path.endsWith(u'/') ? path : QString(path + u'/');
}

//! The stored image behind a "-scaled" or "-WxH" form of its name.
QString storedImagePath(const QString &path)
{
    static const QRegularExpression form(QStringLiteral("-(?:scaled|\\d+x\\d+)(\\.[a-z]+)$"));
    return QString(path).replace(form, QStringLiteral("\\1"));
}

} // namespace

void OriginSite::setBaseUrl(const QString &baseUrl)
{
    const QMutexLocker locker(&m_mutex);
    m_baseUrl = baseUrl;
}

QString OriginSite::baseUrl() const
{
    const QMutexLocker locker(&m_mutex);
    return m_baseUrl;
}

void OriginSite::addListing(const ListingPage &page)
{
    const QMutexLocker locker(&m_mutex);
    const auto known = m_pages.constFind(page.path());
    const std::size_t place = known == m_pages.constEnd() ? m_listings.size() : *known;
    if (place == m_listings.size())
        m_listings.push_back(page);
    else
        m_listings[place] = page;
    m_pages.insert(page.path(), place);
    for (qsizetype i = 0; i < page.images.size(); ++i) {
        m_drawings.insert(page.images[i], {place, int(i) + 1});
        m_drawn.remove(page.images[i]);
    }
}

std::vector<ListingPage> OriginSite::listings() const
{
    const QMutexLocker locker(&m_mutex);
    return m_listings;
}

void OriginSite::addResource(const QString &path, const Resource &resource)
{
    const QMutexLocker locker(&m_mutex);
    m_resources.insert(path, resource);
}

void OriginSite::removeResource(const QString &path)
{
    const QMutexLocker locker(&m_mutex);
    m_resources.remove(path);
    m_pages.remove(withSlash(path));
    m_drawings.remove(path);
    m_drawn.remove(path);
}

std::optional<Resource> OriginSite::find(const QString &path)
{
    {
        const QMutexLocker locker(&m_mutex);
        const auto added = m_resources.constFind(path);
        if (added != m_resources.constEnd())
            return *added;
        const auto page = m_pages.constFind(withSlash(path));
        if (page != m_pages.constEnd())
            return Resource{"text/html; charset=UTF-8", m_listings[*page].html(m_baseUrl)};
    }
    auto image = findImage(path);
    return image ? image : findImage(storedImagePath(path));
}

std::optional<Resource> OriginSite::findImage(const QString &path)
{
    ImageSubject subject;
    {
        const QMutexLocker locker(&m_mutex);
        const auto drawn = m_drawn.constFind(path);
        if (drawn != m_drawn.constEnd())
            return *drawn;
        auto drawing = m_drawings.constFind(path);
        if (drawing == m_drawings.constEnd())
            return std::nullopt;
        const ListingPage &page = m_listings[drawing->listing];
        if (page.twins.contains(path))
            drawing = m_drawings.constFind(page.twins.value(path));
        if (drawing == m_drawings.constEnd())
            return std::nullopt;
        subject = {page.title, page.bodyStyle,  page.paint,
                   page.slug,  drawing->number, int(page.images.size())};
    }
    const Resource image{"image/jpeg", drawImage(subject, m_imageSize)};
    const QMutexLocker locker(&m_mutex);
    const auto drawn = m_drawn.constFind(path); // another thread may have been quicker
    return drawn != m_drawn.constEnd() ? *drawn : *m_drawn.insert(path, image);
}

void OriginSite::setFault(const QString &path, const Fault &fault)
{
    const QMutexLocker locker(&m_mutex);
    m_faults.insert(path, fault);
}

void OriginSite::clearFault(const QString &path)
{
    const QMutexLocker locker(&m_mutex);
    m_faults.remove(path);
}

void OriginSite::clearFaults()
{
    const QMutexLocker locker(&m_mutex);
    m_faults.clear();
}

int OriginSite::faultCount() const
{
    const QMutexLocker locker(&m_mutex);
    return int(m_faults.size());
}

QStringList OriginSite::faultyPaths() const
{
    const QMutexLocker locker(&m_mutex);
    QStringList paths = m_faults.keys();
    paths.sort();
    return paths;
}

std::optional<Fault> OriginSite::takeFault(const QString &path)
{
    const QMutexLocker locker(&m_mutex);
    auto found = m_faults.find(path);
    if (found == m_faults.end())
        found = m_faults.find(path.endsWith(u'/') ? path.chopped(1) : QString(path + u'/'));
    for (auto it = m_faults.begin(); found == m_faults.end() && it != m_faults.end(); ++it) {
        if (it.key().endsWith(u'*') && path.startsWith(QStringView(it.key()).chopped(1)))
            found = it;
    }
    if (found == m_faults.end())
        return std::nullopt;
    const Fault fault = *found;
    if (found->times && --*found->times <= 0)
        m_faults.erase(found);
    return fault;
}

} // namespace testsupport
