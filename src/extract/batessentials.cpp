// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/batessentials.h"

#include "extract/document.h"
#include "extract/mileage.h"

#include <QRegularExpression>

#include <algorithm>

namespace extract {

namespace {

QString withoutColon(QString text)
{
    while (text.startsWith(u':') || text.startsWith(u' '))
        text.remove(0, 1);
    return text.trimmed();
}

//! The element, strong or b, whose text is this label.
Element labelElement(const Element &block, const QString &label)
{
    for (const char *tag : {"strong", "b"}) {
        for (const Element &element : block.all(tag)) {
            QString text = element.text();
            if (text.endsWith(u':'))
                text.chop(1);
            if (text.trimmed().compare(label, Qt::CaseInsensitive) == 0)
                return element;
        }
    }
    return {};
}

//! The text behind a label, up to the next label or block: "<strong>Location</strong>: <a>…</a>".
QString labelled(const Element &block, const QString &label)
{
    const Element element = labelElement(block, label);
    if (!element)
        return {};
    static const char *const kStops[] = {"strong", "b", "div", "ul", "br", "p", "h2"};
    return withoutColon(element.textBehind(kStops));
}

//! The list beside the label "Listing Details". In a damaged page the block may run on into other lots, so
//! only a list with the same parent counts.
QStringList detailItems(const Element &block)
{
    std::vector<Element> elements = block.all("li.listing-essential-item");
    if (elements.empty()) {
        const Element label = labelElement(block, QStringLiteral("Listing Details"));
        for (const Element &child : label.parent().children()) {
            if (child.tag() == QLatin1String("ul")) {
                elements = child.children();
                break;
            }
        }
    }
    QStringList items;
    for (const Element &element : elements)
        items.append(element.text());
    return items;
}

//! Items such as "Location: Odessa, Florida" of the 2015 list.
QString itemValue(const QStringList &items, const QString &label)
{
    for (const QString &item : items) {
        if (item.startsWith(label + u':', Qt::CaseInsensitive))
            return withoutColon(item.mid(label.size()));
    }
    return {};
}

core::VinReading readChassis(const QStringList &items)
{
    static const QRegularExpression begin(
        QStringLiteral("^(?:chassis|vin)(?:\\s*(?:#|no\\.?|number|numbers))?\\s*:\\s*(.*)$"),
        QRegularExpression::CaseInsensitiveOption);
    QStringList values;
    for (const QString &item : items) {
        const auto match = begin.match(item);
        if (match.hasMatch() && !values.contains(match.captured(1)))
            values.append(match.captured(1));
    }
    if (values.isEmpty())
        return {};
    if (values.size() > 1) {
        return {
            core::VinReading::Kind::Refused, {}, QStringLiteral("several"), values.join(QLatin1String("; "))};
    }
    return core::readVin(values.first());
}

QString digitsOf(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("#?\\s*([0-9][0-9,]*)"));
    return number.match(text).captured(1).remove(u',');
}

QString lotOf(const Document &page, const Element &block)
{
    static const QRegularExpression inTitle(QStringLiteral("\\(Lot #([0-9,]+)\\)"));
    const QString lot = digitsOf(labelled(block, QStringLiteral("Lot")));
    return lot.isEmpty() ? inTitle.match(page.first("head title").text()).captured(1).remove(u',') : lot;
}

void readOdometer(const QStringList &items, Listing &listing)
{
    for (const QString &item : items) {
        listing.mileageUnknown = listing.mileageUnknown || saysMileageUnknown(item);
        const auto mileage = readMileage(item);
        if (!mileage || listing.mileage)
            continue;
        listing.mileage = mileage->value;
        listing.mileageUnit = mileage->unit;
    }
}

//! On the pages of 2015 only the comments' markup tells who the seller is.
QString sellerOfOldComments(const Document &page)
{
    static const QRegularExpression role(QStringLiteral("\\s*\\(The Seller\\)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    const QString name = page.first(".comment.bypostauthor .comment-user-name").text();
    return name.contains(role) ? QString(name).remove(role) : QString();
}

} // namespace

void readBatEssentials(const Document &page, Listing &listing)
{
    const Element today = page.first(".essentials");
    const Element block = today ? today : page.first(".listing-essentials");
    const QStringList items = detailItems(block);

    listing.seller = today.first(".item-seller a").text();
    if (listing.seller.isEmpty())
        listing.seller = labelled(block, QStringLiteral("Seller"));
    if (listing.seller.isEmpty())
        listing.seller = itemValue(items, QStringLiteral("Seller"));
    if (listing.seller.isEmpty())
        listing.seller = sellerOfOldComments(page);
    listing.location = labelled(block, QStringLiteral("Location"));
    if (listing.location.isEmpty())
        listing.location = itemValue(items, QStringLiteral("Location"));
    listing.lot = lotOf(page, block);
    listing.vin = readChassis(items);
    readOdometer(items, listing);
}

QStringList batGroups(const Document &page, const QString &label)
{
    QStringList values;
    for (const Element &element : page.all(".group-item .group-title-label")) {
        if (element.text().compare(label, Qt::CaseInsensitive) != 0)
            continue;
        // The value follows the label inside the same title, or is the rest of the item.
        QString value = element.textBehind({});
        if (value.isEmpty())
            value = element.closest(".group-item").text().mid(element.text().size());
        if (!value.trimmed().isEmpty())
            values.append(withoutColon(value));
    }
    return values;
}

bool isNoBatVehicle(const QStringList &categories)
{
    static const QRegularExpression things(QStringLiteral("^(?:parts|wheels|automobilia|memorabilia)\\b"),
                                           QRegularExpression::CaseInsensitiveOption);
    return std::any_of(categories.begin(), categories.end(),
                       [](const QString &category) { return things.match(category).hasMatch(); });
}

} // namespace extract
