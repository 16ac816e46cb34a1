// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>

namespace testsupport {

//! What a drawn image shows.
struct ImageSubject
{
    QString title;
    QString bodyStyle; //!< as ListingPage::bodyStyle
    QString paint;     //!< "#rrggbb"
    QString seed;      //!< images of different seeds or numbers have different bytes
    int number = 1;    //!< 1-based
    int count = 1;
};

//! A JPEG that a person recognises: the vehicle from changing sides, its title, "3 / 17". The same subject
//! gives the same bytes. Needs no QGuiApplication.
QByteArray drawImage(const ImageSubject &subject, QSize size);

//! The same picture as PNG.
QByteArray convertedToPng(const QByteArray &image);

} // namespace testsupport
