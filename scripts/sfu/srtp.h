/**
 * The calls of libsrtp 3, which mediasoup makes, on libsrtp 2, which Debian has. Version 3 writes the packet to a second
 * buffer and checks its size; version 2 works in place and trusts the caller to leave room for the trailer, so that the
 * room is checked here.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <srtp2/srtp.h>

/** Codes that version 3 added and that version 2 never returns; mediasoup names them in a table. */
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace libsrtp2
{
	using InPlace = srtp_err_status_t (*)(srtp_t, void*, int*);

	inline srtp_err_status_t apply(
	  InPlace operation,
	  srtp_t session,
	  const uint8_t* packet,
	  size_t length,
	  uint8_t* result,
	  size_t* resultLength,
	  size_t growth)
	{
		if (*resultLength < length || *resultLength - length < growth)
		{
			return srtp_err_status_buffer_small;
		}

		if (result != packet)
		{
			std::memmove(result, packet, length);
		}

		int inPlaceLength        = static_cast<int>(length);
		const auto status        = operation(session, result, &inPlaceLength);

		if (status == srtp_err_status_ok)
		{
			*resultLength = static_cast<size_t>(inPlaceLength);
		}

		return status;
	}

	/** What SRTCP adds beside the trailer: the index with the E flag (RFC 3711, section 3.4). */
	inline constexpr size_t SrtcpIndexLength{ 4 };
} // namespace libsrtp2

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t length, uint8_t* srtp, size_t* srtpLength, size_t /*mkiIndex*/)
{
	return libsrtp2::apply(::srtp_protect, session, rtp, length, srtp, srtpLength, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t length, uint8_t* rtp, size_t* rtpLength)
{
	return libsrtp2::apply(::srtp_unprotect, session, srtp, length, rtp, rtpLength, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t length, uint8_t* srtcp, size_t* srtcpLength, size_t /*mkiIndex*/)
{
	return libsrtp2::apply(
	  ::srtp_protect_rtcp,
	  session,
	  rtcp,
	  length,
	  srtcp,
	  srtcpLength,
	  SRTP_MAX_TRAILER_LEN + libsrtp2::SrtcpIndexLength);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t length, uint8_t* rtcp, size_t* rtcpLength)
{
	return libsrtp2::apply(::srtp_unprotect_rtcp, session, srtcp, length, rtcp, rtcpLength, 0);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}
